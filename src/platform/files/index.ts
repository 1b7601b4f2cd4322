export { getFile, keepBytes, type KeptFile, putFile } from './file.store.js';
export { LARGEST_FILE } from './media-types.js';
export { publishedLines, publishLines } from './published-lines.js';
