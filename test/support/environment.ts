/**
 * Gives each test of a suite an environment without the variables that the provider reads, and gives it back afterwards.
 *
 * @param variables What is there instead.
 */
export function withEnvironment(variables: Readonly<Record<string, string>>): void {
  let before: NodeJS.ProcessEnv;
  beforeEach(() => {
    before = { ...process.env };
    for (const name of Object.keys(process.env)) {
      if (/^(?:TENCENTCLOUD|QCLOUD|TKE|TCCLI)_/.test(name)) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, variables);
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) {
      if (before[name] === undefined) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, before);
  });
}
