import { expect, test } from '@playwright/test';
import { IdBindings } from './id-bindings.ts';

test("an id that the backend has given stands for the mock's in the calls that come after, wherever it is", () => {
  const bindings = new IdBindings();
  bindings.learn({ id: 'n7', title: 'Milk' }, { id: 'note-3', title: 'Milch' });
  bindings.learn([{ note_id: 5, size: 5 }], [{ note_id: 9, size: 6 }]);
  expect(bindings.apply({ id: 'n7', ids: ['n7', 'n8'], title: 'Milk', note_id: 5, size: 5 })).toEqual({
    ...{ id: 'note-3', ids: ['note-3', 'n8'], title: 'Milk', note_id: 9, size: 5 },
  });
});

test('bytes and other values that are no plain objects stay as they are', () => {
  const bindings = new IdBindings();
  const bytes = new Uint8Array([1, 2]);
  expect(bindings.apply(bytes)).toBe(bytes);
});
