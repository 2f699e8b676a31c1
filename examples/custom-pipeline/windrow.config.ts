import type { WindrowConfig } from 'windrow';
import { waterPlugin } from './src/water-plugin.js';

export default { store: 'sqlite:.windrow', plugins: [waterPlugin()] } satisfies WindrowConfig;
