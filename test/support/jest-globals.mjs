// `@jest/globals` as the light runner gives it, with the limit of time that it leaves out: a test or a hook that takes
// longer than its own limit, or than this one, fails
const LONGEST = 120_000;

/** None where no runner runs: rigs of the tests serve `npm run faults` too. */
const { describe = {}, expect, jest } = globalThis;

function limited(work, ms = LONGEST) {
  return async (...given) => {
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`not done after ${ms / 1000} s`)), ms);
    });
    try {
      return await Promise.race([work(...given), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

const test = (title, work, ms) => globalThis.test(title, limited(work, ms));
test.each = (table) => (title, work, ms) => globalThis.test.each(table)(title, limited(work, ms));
test.skip = globalThis.test?.skip;

const hook = (name) => (work, ms) => globalThis[name](limited(work, ms));
const [beforeAll, beforeEach, afterAll, afterEach] = ['beforeAll', 'beforeEach', 'afterAll', 'afterEach'].map(hook);

export { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test as it, jest, test };
