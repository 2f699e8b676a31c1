export { WindrowError, type WindrowErrorOptions } from './errors/windrow-error.js';
