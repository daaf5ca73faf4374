/** Loaded before the tests by `npm run reliability`: they then write the table of docs/reliability.md in place of comparing it. */
process.env["RELIABILITY"] = "write";
