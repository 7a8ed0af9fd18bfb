import { delimiter } from 'node:path';
import { expect, test } from 'vitest';
import { withoutNpm } from '../../scripts/environment.ts';

test("npm's additions are gone, the person's own variables stay", () => {
  const path = ['/app/node_modules/.bin', '/lib/node-gyp-bin', '/usr/local/bin', '/usr/bin'];
  const env = withoutNpm({
    PATH: path.join(delimiter),
    npm_package_name: 'retrograph',
    INIT_CWD: '/home/me',
    OPENAI_API_KEY: 'x',
  });
  expect(env).toEqual({
    PATH: ['/usr/local/bin', '/usr/bin'].join(delimiter),
    OPENAI_API_KEY: 'x',
  });
});
