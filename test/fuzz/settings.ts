/** Cases of each property; FUZZ_RUNS sets another number. */
export const RUNS = Number(process.env["FUZZ_RUNS"] ?? 300);

const ASKED = process.env["FUZZ_SEED"] ?? "20261123";

/** The same cases in every run, so that a change is what fails; FUZZ_SEED sets others, FUZZ_SEED=random new ones. */
export const SEED = ASKED === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED);

/** Bounds `read`, which has no timeout among the arguments. */
export const READ_TIMEOUT = { QCLOUD_TIMEOUT_READ: "20s" } as const;
