import type { Tags } from '@windrow/core';
import { isFieldName } from './queryable.js';
import type { TaskDoc } from './task-doc.js';

/** Tags as they are stored: as fields, and as text too where a name cannot be a field's. */
export function tagFields(tags: Tags): { readonly tags: Map<string, unknown>; readonly tagsText?: string } {
  const entries = Object.entries(tags);
  const named = entries.filter(([name]) => isFieldName(name));
  return { tags: new Map(named), ...(named.length < entries.length ? { tagsText: JSON.stringify(tags) } : {}) };
}

export function tagsOf(doc: Pick<TaskDoc, 'tags' | 'tagsText'>): Tags {
  return doc.tagsText === undefined ? doc.tags : (JSON.parse(doc.tagsText) as Tags);
}
