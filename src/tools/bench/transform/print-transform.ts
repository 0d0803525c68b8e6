import { say } from '../../demo/terminal.js';
import { GOALS, LEAST, verdict } from '../goals.js';
import { printTable } from '../report.js';
import type { TransformResult } from './measure-transform.js';
import { REGULAR } from './ways.js';

/** Prints the table of the documentation page "Defining Stream Schemas" for each kind of record. */
export function printTransform(results: readonly TransformResult[]): void {
  for (const result of results) {
    const goal = result.subject === 'nested' ? GOALS.transformUs.nested : undefined;
    printTable(
      `Transform: ${result.subject} record, ${result.leaves} values, ${result.refs} $refs`,
      ['', 'µs/record', 'best', 'goal', 'verdict'],
      result.ways.map(({ way, medianUs, bestUs }) => [
        way,
        medianUs.toFixed(1),
        bestUs.toFixed(1),
        way === REGULAR && goal !== undefined ? String(goal) : '',
        way === REGULAR && goal !== undefined ? verdict(medianUs, goal) : '',
      ]),
    );
    sayRatio(result);
  }
}

function sayRatio({ subject, ajvRatio }: TransformResult): void {
  const least = LEAST.ajvToTransform;
  const goal = subject === 'nested' ? `; goal at least ${least}: ${ajvRatio >= least ? 'hit' : 'missed'}` : '';
  say(`All casts on, Ajv takes ${ajvRatio.toFixed(1)} times as long${goal}.`);
}
