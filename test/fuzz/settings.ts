/** Cases of each property; FUZZ_RUNS sets another number. */
export const RUNS = Number(process.env["FUZZ_RUNS"] ?? 300);

/** FUZZ_SEED, as the name of a failed test shows it, runs the same cases again. */
export const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Bounds `read`, which has no timeout among the arguments. */
export const READ_TIMEOUT = { QCLOUD_TIMEOUT_READ: "20s" } as const;
