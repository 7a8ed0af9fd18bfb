import { describe } from 'vitest';
import type { Capabilities } from '../../core/protocol/model.ts';
import { openFixture, type Debuggee, type MakeAdapter } from '../helpers/openFixture.ts';
import { answering } from './scenarios/answering.ts';
import { breaking } from './scenarios/breaking.ts';
import { functional } from './scenarios/functional.ts';
import { goingBack } from './scenarios/goingBack.ts';
import { modelling } from './scenarios/modelling.ts';
import { running } from './scenarios/running.ts';
import { stepping } from './scenarios/stepping.ts';
import { stopping } from './scenarios/stopping.ts';

/** What is under test: how to get an adapter on a fixture graph, and what it says it can do. */
export interface Subject {
  name: string;
  makeAdapter: MakeAdapter;
  capabilities: Capabilities;
}

/** What a scenario needs to know of the subject. */
export interface Scene {
  open: (fixture: string) => Promise<Debuggee>;
  capabilities: Capabilities;
}

/** Everything an adapter promises, told as scenarios. One that a capability rules out is skipped, no other. */
export function adapterSpec({ name, makeAdapter, capabilities }: Subject): void {
  const scene: Scene = { open: (fixture) => openFixture(makeAdapter, fixture), capabilities };
  describe(name, () => {
    modelling(scene);
    running(scene);
    stopping(scene);
    stepping(scene);
    answering(scene);
    goingBack(scene);
    breaking(scene);
    functional(scene);
  });
}
