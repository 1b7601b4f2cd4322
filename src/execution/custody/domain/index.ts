export * from './therapy-order.js';
