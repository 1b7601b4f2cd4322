export { FolderLock } from './folder-lock.js';
export { type Segment, SpoolLog } from './log.js';
