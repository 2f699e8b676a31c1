import type { WindrowConfig } from 'windrow';
import { seasonalMean } from './src/seasonal-mean.js';
import { shopDemand } from './src/shop-demand.js';

// Where tasks and results live, and what workflow files may name. Nothing else is ever loaded.
export default {
  store: 'sqlite:.windrow',
  plugins: [shopDemand(), seasonalMean()],
} satisfies WindrowConfig;
