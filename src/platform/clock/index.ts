export { chance } from './chance.js';
export { newId } from './ids.js';
export { steadyNow, systemNow } from './now.js';
export { Rounds } from './rounds.js';
export { newToken, readableToken } from './token.js';
