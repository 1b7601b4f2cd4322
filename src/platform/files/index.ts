export { getFile, type KeptFile, putFile } from './file.store.js';
export { acceptFile, LARGEST_FILE } from './media-types.js';
export { publishLines } from './published-lines.js';
