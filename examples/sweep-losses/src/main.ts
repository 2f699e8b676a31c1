import { fileURLToPath } from 'node:url';
import { sweep } from './sweep.js';

const store = process.argv[2] ?? `sqlite:${fileURLToPath(new URL('../.windrow', import.meta.url))}`;
const { tasks, scores } = await sweep(store);

const best = (of: (score: (typeof scores)[number]) => number): number => Math.min(...scores.map(of));
const cell = (value: number, mark: boolean): string => `${value.toFixed(3)}${mark ? '*' : ' '}`.padStart(9);
console.log(
  `${tasks} tasks: ${scores.length - 1} losses, each trained anew every 45 days. Out of sample, in units sold a day:\n`,
);
console.log(`loss      ${['RMSE', 'MAE', 'median', 'bias'].map((name) => `${name} `.padStart(9)).join('')}`);
for (const { loss, rmse, mae, median, bias } of scores) {
  const cells = [
    cell(rmse, rmse === best((score) => score.rmse)),
    cell(mae, mae === best((score) => score.mae)),
    cell(median, median === best((score) => score.median)),
    cell(bias, Math.abs(bias) === best((score) => Math.abs(score.bias))),
  ];
  console.log(`${loss.padEnd(10)}${cells.join('')}`);
}
console.log(`
* is the best of its column. Squares (mse) chase the crowds of a promotion, so they are right on average and wrong on a normal day;
absolute errors (mae, quantile) forecast the normal day and are caught out by the crowd; huber stands between.`);
