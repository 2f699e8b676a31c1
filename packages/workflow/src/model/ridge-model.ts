import {
  type ComponentFactory,
  type Dataset,
  type FitContext,
  InvalidComponentError,
  type Model,
  parseKwargs,
} from '@windrow/core';
import { Frame } from '@windrow/frame';
import { z } from 'zod';
import { ColumnsChangedError, ModelNotFittedError, NothingToLearnError } from '../errors/workflow-errors.js';
import { type LinearCoefficients, ridgeRegression } from './ridge-regression.js';

const kwargsSchema = z.strictObject({
  alpha: z.number().min(0, 'must be 0 or more'),
});

const stateSchema = z.object({
  alpha: z.number(),
  features: z.array(z.string()),
  intercept: z.number(),
  coefficients: z.instanceof(Float64Array),
});

/**
 * Ridge regression: mean squared error + alpha · ‖w‖², the intercept free. Rows without a label or with a missing feature are left
 * out of learning and get NaN in prediction. Give it standardised features (`scale: 'standard'` of {@link FrameDataset}), or alpha
 * weighs on each feature by its unit.
 */
export class RidgeModel implements Model {
  #fitted: (LinearCoefficients & { readonly features: readonly string[] }) | undefined;

  /** @throws InvalidComponentError when `alpha` is no number ≥ 0 */
  constructor(readonly options: { readonly alpha: number }) {
    parseKwargs('model', 'RidgeModel', kwargsSchema, { ...options });
  }

  /** @throws NothingToLearnError when no training row is complete, or the equations are singular */
  async fit(dataset: Dataset, context: FitContext): Promise<void> {
    const features = await dataset.features('train');
    const label = await dataset.label('train');
    const names = features.columnNames;
    const target = label.column(label.columnNames[0] as string);
    const fitted = ridgeRegression(
      names.map((name) => features.column(name)),
      target,
      this.options.alpha,
      context.reweighter?.reweight(features),
    );
    if (fitted === undefined) throw new NothingToLearnError('RidgeModel', target.length);
    this.#fitted = { ...fitted, features: names };
  }

  /** @throws ModelNotFittedError, ColumnsChangedError */
  async predict(dataset: Dataset, segment: string): Promise<Frame> {
    const fitted = this.#fitted;
    if (fitted === undefined) throw new ModelNotFittedError('RidgeModel');
    const features = await dataset.features(segment);
    if (features.columnNames.join('\n') !== fitted.features.join('\n')) {
      throw new ColumnsChangedError('RidgeModel', fitted.features, features.columnNames);
    }
    const score = new Float64Array(features.length).fill(fitted.intercept);
    for (const [k, name] of fitted.features.entries()) {
      const values = features.column(name);
      const coefficient = fitted.coefficients[k] as number;
      for (let row = 0; row < score.length; row++)
        score[row] = (score[row] as number) + coefficient * (values[row] as number);
    }
    return Frame.fromParts({
      times: features.times,
      timeCodes: features.timeCodes,
      instruments: features.instruments,
      instrumentCodes: features.instrumentCodes,
      columns: [['score', score]],
      sorted: features.isSorted(),
      unique: features.isUnique(),
    });
  }

  /** @throws ModelNotFittedError */
  save(): unknown {
    const fitted = this.#fitted;
    if (fitted === undefined) throw new ModelNotFittedError('RidgeModel');
    return { alpha: this.options.alpha, ...fitted };
  }

  /** The model that {@link save} took apart. @throws InvalidComponentError when `state` is something else */
  static load(state: unknown): RidgeModel {
    const parsed = stateSchema.safeParse(state);
    if (!parsed.success || parsed.data.features.length !== parsed.data.coefficients.length) {
      throw new InvalidComponentError('model', 'RidgeModel', 'cannot be loaded: this is not what its save() made');
    }
    const { alpha, features, intercept, coefficients } = parsed.data;
    const model = new RidgeModel({ alpha });
    model.#fitted = { features, intercept, coefficients };
    return model;
  }
}

export const ridgeModelFactory: ComponentFactory<RidgeModel> = {
  create: (kwargs) => new RidgeModel(parseKwargs('model', 'RidgeModel', kwargsSchema, kwargs)),
  load: (state) => RidgeModel.load(state),
};
