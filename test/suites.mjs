/** The suites of tests by folder, the longest first, so that two workers end together. */
export const SUITES = ['stories', 'faults', 'browser', 'api', 'architecture', 'unit'];

/** `test/<suite>/…`; a spec beside its source is a unit test. */
export function suiteOf(file) {
  const folder = /(?:^|\/)test\/([^/]+)\//.exec(file.replaceAll('\\', '/'))?.[1];
  return SUITES.includes(folder) ? folder : 'unit';
}
