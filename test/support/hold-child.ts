// A program that keeps another one running, as `npm start` does the units and the server, until it is killed.
import { keepRunning } from '../../tools/demo/kept-running.js';

const [logFile = '', ...args] = process.argv.slice(2);
const kept = keepRunning({ name: 'child', args, env: process.env, logFile }, { say: () => {}, changed: () => {} });
process.send?.({ pid: kept.running()?.pid });
