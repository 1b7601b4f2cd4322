export { newId } from './ids.js';
export { systemNow } from './now.js';
export { newToken } from './token.js';
