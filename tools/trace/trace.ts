/** A clause of a regulation, what it asks of the product, and what is missing where it is not claimed. */
export interface Clause {
  clause: string;
  asks: string;
  open?: string;
}

/** A test as the run says it, with the titles of what it stands in. */
export interface TestRun {
  suite: string;
  file: string;
  title: string;
  status: 'passed' | 'failed' | 'skipped';
}

/** A clause with the tests that name it or a part of it. */
export interface Traced extends Clause {
  tests: TestRun[];
  result: 'passed' | 'failed' | 'no test';
}

export interface Trace {
  clauses: Traced[];
  /** what is wrong: a claimed clause that no test shows or whose test did not pass, a clause in a title that is not listed */
  faults: string[];
}

const CLAUSE = String.raw`(?:An\.11-\d+|Draft \d+(?:\.\d+)?|Annex \d+|ALCOA\+|ATMP|ISBT 128|SEC|\d{2,4}\.\d+(?:\([a-z0-9]+\))*)`;
const NAMED = new RegExp(String.raw`(?<=^|\s)${CLAUSE}(?:, ${CLAUSE})*(?=:\s)`, 'g');

/** The clauses that a title names: those before a colon, at its beginning or at that of a title that it stands in. */
export const clausesIn = (title: string): string[] => (title.match(NAMED) ?? []).flatMap((list) => list.split(', '));

/** Whether a clause is another or a part of it: 11.10(a) is a part of 11.10, Draft 13.8 of Draft 13. */
export const isPart = (part: string, whole: string): boolean =>
  part === whole || part.startsWith(`${whole}(`) || part.startsWith(`${whole}.`);

/** Holds the clauses against a run of the tests. */
export function traceOf(clauses: readonly Clause[], run: readonly TestRun[]): Trace {
  const named = run.map((test) => ({ test, clauses: clausesIn(test.title) }));
  const traced = clauses.map((clause): Traced => {
    const tests = named
      .filter((one) => one.clauses.some((part) => isPart(part, clause.clause)))
      .map(({ test }) => test);
    return { ...clause, tests, result: resultOf(tests) };
  });
  const unlisted = named.flatMap(({ test, clauses: parts }) =>
    parts
      .filter((part) => !clauses.some(({ clause }) => isPart(part, clause)))
      .map((part) => `${part} is not a clause of docs/clauses.yaml: ${test.file}: ${test.title}`),
  );
  return { clauses: traced, faults: [...unlisted, ...traced.flatMap(faultOf)] };
}

function resultOf(tests: readonly TestRun[]): Traced['result'] {
  if (tests.length === 0) return 'no test';
  return tests.every(({ status }) => status === 'passed') ? 'passed' : 'failed';
}

function faultOf({ clause, open, result, tests }: Traced): string[] {
  if (result === 'failed') {
    const wrong = tests.filter(({ status }) => status !== 'passed');
    return wrong.map(({ file, title, status }) => `${clause}: ${status}: ${file}: ${title}`);
  }
  return result === 'no test' && open === undefined ? [`${clause} is claimed, and no test names it`] : [];
}
