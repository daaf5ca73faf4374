// Pulumi loads this file with `require`. The path leads past the package's exports, which name no executable.
void import("./node_modules/pulumi-qcloud-vpn/dist/provider/plugin/bin.js");
