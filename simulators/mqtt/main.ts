import { runAlone } from '../unit/run-alone.js';
import { startMqttUnit } from './index.js';
import { HELP, unitOptions } from './options.js';

await runAlone({
  help: HELP,
  options: unitOptions,
  start: startMqttUnit,
  ready: ({ name, base, control }) => ({ name, topics: base, control }),
});
