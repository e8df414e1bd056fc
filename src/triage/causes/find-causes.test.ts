import { expect, test } from '@playwright/test';
import { fakeSession } from '../../replay/fake-session.test.support.ts';
import { findCauses } from './find-causes.ts';

test('a call that was never answered is a cause', () => {
  const session = fakeSession([{ command: 'load', result: 'Pending', took: null }]);
  expect(findCauses(session).causes.map(({ kind, calls }) => ({ kind, calls }))).toEqual([
    { kind: 'never-answered', calls: [0] },
  ]);
});
