import sinon from "sinon";

/** Keeps what the provider prints out of the report of a suite, and hands it to the tests. */
export function quietConsole(): { lines: string[] } {
  const printed = { lines: [] as string[] };
  let stubs: sinon.SinonStub[] = [];
  beforeEach(() => {
    printed.lines = [];
    const keep = (line: unknown): void => {
      printed.lines.push(String(line));
    };
    stubs = [sinon.stub(console, "log").callsFake(keep), sinon.stub(console, "error").callsFake(keep)];
  });
  afterEach(() => {
    for (const stub of stubs) {
      stub.restore();
    }
  });
  return printed;
}
