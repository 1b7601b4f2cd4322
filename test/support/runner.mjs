import { subscribe } from 'node:diagnostics_channel';
import LightRunner from 'jest-light-runner/child-process';

const ASKED = 'jest-light-runner-get-worker-data';
const TOLD = 'jest-light-runner-worker-data';

/**
 * jest-light-runner (0.8.2) tells all workers at once what they work on, when the first one asks; one that does not listen yet
 * asks later, is answered nothing, and the run never ends. Here each worker that asks is answered.
 */
export default class Runner extends LightRunner {
  constructor(globalConfig, ...more) {
    super(globalConfig, ...more);
    this.globalConfig = globalConfig;
  }

  runTests(tests, ...on) {
    const projectConfig = tests[0]?.context.config;
    const workerData = { globalConfig: this.globalConfig, projectConfig, runtime: 'child_process' };
    subscribe('child_process', ({ process: worker }) => {
      worker.on('message', (message) => {
        if (message === ASKED) worker.send({ type: TOLD, workerData });
      });
    });
    return super.runTests(tests, ...on);
  }
}
