import { expect, test } from '@playwright/test';
import { IdBindings } from './id-bindings.ts';

test("an id that the backend has given to what it made stands for the mock's in the calls that come after", () => {
  const bindings = new IdBindings();
  bindings.learn('save_note', {}, { id: 'n7', title: 'Milk' }, { id: 'note-3', title: 'Milch' });
  bindings.learn('add_tag', {}, { tag: { tag_id: 5, size: 5 } }, { tag: { tag_id: 9, size: 6 } });
  const args = { id: 'n7', ids: ['n7', 'n8'], title: 'n7', input: { noteId: 'n7' }, tag_id: 5, size: 5 };
  expect(bindings.apply('pin_note', args)).toEqual({
    ...{ id: 'note-3', ids: ['note-3', 'n8'], title: 'n7', input: { noteId: 'note-3' }, tag_id: 9, size: 5 },
  });
});

test('the id of one thing is not that of another, be it the same number', () => {
  const bindings = new IdBindings();
  bindings.learn('save_note', {}, { noteId: 1, authorId: 1 }, { noteId: 7, authorId: 8 });
  for (const [command, args] of [
    ['del_user', { userId: 1 }],
    ['del_user', { id: 1 }],
    ['del_author', { id: 1 }],
  ] as const)
    expect(bindings.apply(command, args)).toEqual(args);
  expect(bindings.apply('delete_note', { id: 1 })).toEqual({ id: 7 });
});

test('the keys of settings are no ids', () => {
  const bindings = new IdBindings();
  const [theme, lang] = [
    { key: 'theme', value: 'light' },
    { key: 'lang', value: 'en' },
  ];
  bindings.learn('list_settings', {}, [theme, lang], [lang, theme]);
  const args = { key: 'theme', value: 'dark' };
  expect(bindings.apply('set_setting', args)).toEqual(args);
});

test('an item of a list gives its id to the one that is equal but for it, and to no other', () => {
  const bindings = new IdBindings();
  bindings.learn(
    'list_notes',
    {},
    [
      { id: 'n1', title: 'Milk' },
      { id: 'n2', title: 'Tea' },
      { id: 'n3', title: '' },
    ],
    [
      { id: 'REAL-1', title: 'Taxes' },
      { id: 'REAL-2', title: 'Milk' },
      { id: 'REAL-3', title: '' },
    ],
  );
  const applied = ['n1', 'n2', 'n3'].map((id) => bindings.apply('delete_note', { id }));
  expect(applied).toEqual([{ id: 'REAL-2' }, { id: 'n2' }, { id: 'n3' }]);
});

test('one object that is read gives no ids: it may be another thing', () => {
  const bindings = new IdBindings();
  bindings.learn('get_note', {}, { id: 1, title: 'Milk' }, { id: 7, title: 'Taxes' });
  expect(bindings.apply('delete_note', { id: 1 })).toEqual({ id: 1 });
});

test('an id that only a mock has given is told of, one that the test came with is not', () => {
  const bindings = new IdBindings();
  bindings.learn('list_notes', {}, [{ id: 'n1' }, { id: 'both' }], [{ id: 'REAL-1' }, { id: 'both' }]);
  bindings.learn('get_note', { id: 'own' }, { id: 'own' }, undefined);
  expect(['n1', 'both', 'own'].map((id) => bindings.findUnknown('delete_note', { id }))).toEqual([
    ...['n1', undefined, undefined],
  ]);
});

test('bytes and other values that are no plain objects stay as they are', () => {
  const bindings = new IdBindings();
  const bytes = new Uint8Array([1, 2]);
  expect(bindings.apply('save', bytes)).toBe(bytes);
});
