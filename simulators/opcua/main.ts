import { runAlone } from '../unit/run-alone.js';
import { startUnit } from './index.js';
import { HELP, unitOptions } from './options.js';

// stdout carries the ready line alone; the OPC UA library logs by console.log
console.log = console.error;

await runAlone({
  help: HELP,
  options: unitOptions,
  start: startUnit,
  ready: ({ name, endpoint, control, applicationUri, thumbprint }) => ({
    name,
    endpoint,
    control,
    applicationUri,
    thumbprint,
  }),
});
