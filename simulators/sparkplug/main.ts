import { runAlone } from '../unit/run-alone.js';
import { startEdgeNode } from './index.js';
import { HELP, nodeOptions } from './options.js';

await runAlone({
  help: HELP,
  options: nodeOptions,
  start: startEdgeNode,
  ready: ({ name, group, devices }) => ({
    name,
    edgeNode: `${group}/${name}`,
    devices: devices.map(({ name: device, control }) => ({ name: device, control })),
  }),
});
