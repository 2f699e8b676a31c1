/**
 * The tags that Windrow keeps for itself. MLflow's page hides all that begin with `mlflow.`, so a run looks as its owner means it to.
 */
export const OWN: string = 'mlflow.windrow.';

type OwnTag =
  | 'storeId'
  | 'experimentName'
  | 'note'
  | 'purged'
  | 'recorder'
  | 'name'
  | 'startedAt'
  | 'task'
  | 'environment'
  | 'unflushed'
  | 'deleted'
  | 'longParams'
  | 'longTag'
  | 'store'
  | 'owner'
  | 'ownerHash'
  | 'touched'
  | 'artifact';

export const TAGS: Readonly<Record<OwnTag, string>> = Object.freeze({
  // Of experiments.
  storeId: `${OWN}storeId`,
  experimentName: `${OWN}name`,
  note: 'mlflow.note.content',
  // Of both.
  purged: `${OWN}purged`,
  // Of runs.
  recorder: `${OWN}recorder`,
  name: `${OWN}runName`,
  startedAt: `${OWN}startedAt`,
  task: `${OWN}task`,
  environment: `${OWN}environment`,
  unflushed: `${OWN}unflushed`,
  deleted: `${OWN}deleted`,
  longParams: `${OWN}params.`,
  longTag: `${OWN}tag.`,
  // Of runs that have artifacts.
  store: `${OWN}store`,
  owner: `${OWN}owner`,
  ownerHash: `${OWN}ownerHash`,
  touched: `${OWN}touched`,
  artifact: `${OWN}artifact.`,
});

/** Tags that MLflow's clients write about where a run came from: shown as the recorder's environment. */
export const SOURCE_TAGS: ReadonlyMap<string, string> = new Map([
  ['mlflow.source.git.commit', 'commit'],
  ['mlflow.source.name', 'source'],
  ['mlflow.source.type', 'sourceType'],
  ['mlflow.user', 'user'],
]);

const HIDDEN: ReadonlySet<string> = new Set(['mlflow.runName', ...SOURCE_TAGS.keys()]);

/** Whether a tag of MLflow is none of the recorder's. */
export function isHidden(tag: string): boolean {
  return tag.startsWith(OWN) || HIDDEN.has(tag);
}
