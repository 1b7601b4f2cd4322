import type { MachineKind } from './kinds.js';
import type { Template } from './templates.js';

const MINUTE = 60_000;

/** Programs of units that hold no culture. */
export const MACHINE_TEMPLATES: readonly (Template & { machine: MachineKind })[] = [
  {
    machine: 'washer',
    id: 'Wash',
    version: '1.0',
    description: 'Loads cells against a spinning bed, washes them, and takes them up in another volume',
    setpoints: {},
    settings: {
      spin: { unit: '/min', range: [100, 3000], usual: 1500 },
      flow: { unit: 'mL/min', range: [1, 150], usual: 60 },
      volume: { unit: 'mL', range: [10, 500], usual: 100 },
    },
    duration: 45 * MINUTE,
    steps: [
      { name: 'Load', share: 0.3, drives: { spin: 'spin', flow: 'flow', pressure: 30, volume: 400 } },
      { name: 'Wash', share: 0.5, drives: { spin: 'spin', flow: 'flow', pressure: 45, volume: 400 } },
      { name: 'Take up', share: 0.2, drives: { spin: 0, flow: 'flow', pressure: 15, volume: 'volume' } },
    ],
    cycles: { usual: 3, range: [1, 10] },
  },
];
