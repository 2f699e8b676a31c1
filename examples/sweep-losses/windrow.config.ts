import type { WindrowConfig } from 'windrow';
import { gradientModel } from './src/gradient-model.js';
import { salesPlugin } from './src/sales.js';

export default { store: 'sqlite:.windrow', plugins: [salesPlugin(), gradientModel()] } satisfies WindrowConfig;
