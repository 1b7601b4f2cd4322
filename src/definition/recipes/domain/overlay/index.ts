export { applyOverlay } from './apply-overlay.js';
export { parseOverlay, type Overlay } from './overlay.js';
