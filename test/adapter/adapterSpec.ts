import { afterAll, describe } from 'vitest';
import type { Capabilities } from '../../core/protocol/capabilities.ts';
import { createStage, type MakeAdapter, type Open } from '../helpers/stage.ts';
import { answering } from './scenarios/answering.ts';
import { branching } from './scenarios/branching.ts';
import { breaking } from './scenarios/breaking.ts';
import { conditions } from './scenarios/conditions.ts';
import { edges } from './scenarios/edges.ts';
import { errors } from './scenarios/errors.ts';
import { dying } from './scenarios/dying.ts';
import { functional } from './scenarios/functional.ts';
import { goingBack } from './scenarios/goingBack.ts';
import { losing } from './scenarios/losing.ts';
import { modelling } from './scenarios/modelling.ts';
import { remembering } from './scenarios/remembering.ts';
import { running } from './scenarios/running.ts';
import { stepping } from './scenarios/stepping.ts';
import { stopping } from './scenarios/stopping.ts';
import { storing } from './scenarios/storing.ts';

/** What is under test: how to get an adapter on a fixture graph, and what it can do. */
export interface Subject {
  name: string;
  makeAdapter: MakeAdapter;
  capabilities: Capabilities;
  /** Interrupts have ids of their own, so that one of several can be answered: LangGraph 0.3 and later. */
  interruptIds: boolean;
  /** The graph runs behind a server's API, which tells less: no output, no stacks, no joins, no reducers. */
  behindApi?: boolean;
  /** What a node changes in place and does not return is not kept. */
  keepsReturned?: boolean;
}

/** What the scenarios need of the subject. */
export interface Scene extends Pick<
  Subject,
  'capabilities' | 'interruptIds' | 'behindApi' | 'keepsReturned'
> {
  open: Open;
}

/** Everything an adapter promises, told as scenarios. One that a capability rules out is skipped, no other. */
export function adapterSpec({ name, makeAdapter, ...facts }: Subject): void {
  describe(name, () => {
    const stage = createStage(makeAdapter);
    const scene: Scene = { open: stage.open, ...facts };
    afterAll(stage.close);
    modelling(scene);
    running(scene);
    stopping(scene);
    conditions(scene);
    edges(scene);
    errors(scene);
    stepping(scene);
    answering(scene);
    goingBack(scene);
    branching(scene);
    breaking(scene);
    dying(scene);
    functional(scene);
    remembering(scene);
    storing(scene);
    losing(scene);
  });
}
