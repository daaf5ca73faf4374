import { runtime } from "@pulumi/pulumi";

/** Whether the CLI started this process to run the program. */
export const runsInCli = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run(?:[\\/]|$)/.test(process.argv[1] ?? "");

/** Whether this is an inline program of the Automation API. */
export const isInline = (): boolean => !runsInCli && runtime.hasMonitor();
