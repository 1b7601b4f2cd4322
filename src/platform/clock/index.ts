export { newId } from './ids.js';
export { steadyNow, systemNow } from './now.js';
export { newToken } from './token.js';
