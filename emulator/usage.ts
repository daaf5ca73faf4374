/** The text of --help. */

import { routes } from "./control/routes.ts";
import { describeSwitches } from "./switches.ts";

/** The environment variable that holds key pairs, one per line. */
export const accountsVariable = "QCLOUD_VPC_EMULATOR_ACCOUNTS";

/** The text of --help. */
export function usage(): string {
  return `Usage: qcloud-vpc-emulator [options]

Emulates the VPC API of Tencent Cloud, legacy 2.0 and 3.0, as far as VPN tunnels need it, on loopback.
Both APIs show the same resources. The first line on stdout is JSON:
{"url": API 2.0, "control": the control path, "api3": API 3.0}.
A fresh emulator holds vpc-03vihbk9, vpngw-dystbrkv and cgw-e098slul in ap-guangzhou,
and takes the key pair emulator-secret-id / emulator-secret-key.

  --host ADDRESS         address to listen on (default 127.0.0.1)
  --port PORT            port to listen on (default 0: a free one)
  --allow-remote         allow a host that is not loopback
  --tls-cert FILE        certificate (PEM), to speak HTTPS; with --tls-key
  --tls-key FILE         private key (PEM)
  --task-ms MS           how long each task takes (default 2000; 0: done by the time of the answer)
  --rate RPS             calls per second for each account; more get 4400, on API 3.0 RequestLimitExceeded
                         (default: no limit)
  --rates ACTION=RPS     calls per second of an action of API 3.0 for each key pair; may be repeated
                         (default: no limit; --set documentedRates=on sets those that the vendor documents)
  --data FILE            keep everything in this file across restarts (mode 0600: it holds keys)
  --account ID:KEY[:TOKEN][@OTHERID]
                         a further key pair: of an account of its own, or of the account OTHERID;
                         with TOKEN a temporary one; may be repeated. Anyone on this machine can read
                         a command line: put real keys into --account-file or the environment
  --account-file FILE    further key pairs from a file, one per line in the form of --account; # starts a comment
  --quotas               enforce the limits on numbers of gateways, tunnels and networks
  --clock-offset S       seconds that the server's clock is ahead (default 0; negative: behind)
  --window S             seconds that a Timestamp may be off (default 300)
  --set NAME=VALUE       decide what the sources leave open (below); may be repeated
  --log                  write one line for each call to stderr
  --print-env [2.0|3.0]  print the environment of an emulator with this --host and --port, for API 2.0
                         (default) or 3.0, and start nothing:
                         eval "$(qcloud-vpc-emulator --port 8600 --print-env 3.0)"
  --help, --version

Open the address in a browser to see and change what the emulator holds.

Environment: ${accountsVariable} holds further key pairs, one per line in the form of --account

Control path:
${routes.map((route) => `  ${route}`).join("\n")}

Switches for --set; the first value is the default; numbers in parentheses are sections of docs/api.md,
with 3: in front of docs/api-3.md:
${describeSwitches()}
  code.CODEDESC=NUMBER
      numeric code that goes with a module code, such as code.InvalidVpnConn.NotFound=4000 (3)
`;
}
