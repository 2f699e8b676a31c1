import {
  type ComponentFactory,
  component,
  type DataHandler,
  InvalidComponentError,
  type Plugin,
  parseKwargs,
  plugin,
} from 'windrow';
import { z } from 'zod';
import { type Rates, readRates } from './rates.js';
import { type FeatureSet, volatilities, volatilityData } from './volatility-data.js';

const schema = z.strictObject({
  /** Of the data file: other data are other tasks. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'),
  features: z.enum(['own', 'own+market'], { error: "must be 'own' or 'own+market'" }),
  horizon: z.int().positive('must be 1 day or more'),
});

/** Lets definitions name the data: `{ class: 'FxVolatilityHandler', kwargs: { sha256, features, horizon } }`. */
export function fxVolatility(read: () => Promise<Rates> = readRates): Plugin {
  const factory: ComponentFactory<DataHandler> = {
    async create(kwargs, context) {
      const { sha256, features, horizon } = parseKwargs('handler', 'FxVolatilityHandler', schema, kwargs);
      const rates = await context.shared('fx rates', read);
      if (rates.sha256 !== sha256) {
        throw new InvalidComponentError(
          'handler',
          'FxVolatilityHandler',
          `was made for the data file ${sha256.slice(0, 12)}…, but the file here is ${rates.sha256.slice(0, 12)}…; submit the tasks again`,
        );
      }
      const shared = await context.shared('fx volatilities', () => volatilities(rates));
      return { load: () => volatilityData(shared, features as FeatureSet, horizon) };
    },
  };
  return plugin('example/fx-volatility', { components: [component('handler', 'FxVolatilityHandler', factory)] });
}
