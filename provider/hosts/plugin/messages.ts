/** gRPC and the messages of Pulumi's protocol, from where the SDK is installed. Nothing else of the SDK is loaded, so that the plugin starts fast. */
import type * as Grpc from "@grpc/grpc-js";
import { sdkModule } from "../sdk.ts";

type Provider = typeof import("@pulumi/pulumi/proto/provider_pb.js");

export const grpc = sdkModule("@grpc/grpc-js") as typeof Grpc;
export const messages = sdkModule("./proto/provider_pb.js") as Provider;

export const { ResourceProviderService } = sdkModule("./proto/provider_grpc_pb.js") as {
  ResourceProviderService: Grpc.ServiceDefinition;
};
export const { PluginInfo } = sdkModule("./proto/plugin_pb.js") as typeof import("@pulumi/pulumi/proto/plugin_pb.js");
export const { Status } = sdkModule("./proto/status_pb.js") as typeof import("@pulumi/pulumi/proto/status_pb.js");
export const { Struct } = sdkModule(
  "google-protobuf/google/protobuf/struct_pb.js",
) as typeof import("google-protobuf/google/protobuf/struct_pb.js");
export const { Empty } = sdkModule(
  "google-protobuf/google/protobuf/empty_pb.js",
) as typeof import("google-protobuf/google/protobuf/empty_pb.js");
export const { Any } = sdkModule(
  "google-protobuf/google/protobuf/any_pb.js",
) as typeof import("google-protobuf/google/protobuf/any_pb.js");
