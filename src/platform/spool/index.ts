export { type Segment, SpoolLog } from './log.js';
