import type { Lanes } from './lanes.ts';
import styles from './Timeline.module.css';

const LANE = 12;
const MOST_LANES = 8;
/** Of all lanes of one graph: where there are more, they are closer to each other, as a row is there to be read. */
const MOST_WIDTH = 4 * LANE;

const lanesDrawn = ({ width }: Lanes) => Math.min(width, MOST_LANES);
const laneWidth = (lanes: Lanes) => Math.min(LANE, MOST_WIDTH / lanesDrawn(lanes));

/** Pixels that a row's lines take. */
export const linesWidth = (lanes: readonly Lanes[]): number =>
  lanes.reduce((sum, one) => sum + lanesDrawn(one) * laneWidth(one), 0);

interface LinesProps {
  lanes: readonly Lanes[];
  height: number;
  /** Where the dot is, from the top. */
  dotY: number;
  /** Drawn as the dot; absent = a plain one. */
  mark?: 'error' | 'interrupt' | 'update' | 'fork' | 'input';
}

/** The git graph beside one row. Lanes beyond the eighth share its place. */
export function Lines({ lanes, height, dotY, mark }: LinesProps) {
  return (
    <svg className={styles.lines} width={linesWidth(lanes)} height={height} aria-hidden>
      {lanes.map((one, depth) => {
        const offset = linesWidth(lanes.slice(0, depth));
        const x = (lane: number) =>
          offset + (Math.min(lane, MOST_LANES - 1) + 0.5) * laneWidth(one);
        return (
          <g key={depth}>
            {one.through.map((lane) => (
              <path key={lane} data-main={lane === 0} d={`M${x(lane)} 0V${height}`} />
            ))}
            {one.at !== undefined && (
              <Own lanes={one} x={x} at={one.at} {...{ height, dotY, mark }} />
            )}
          </g>
        );
      })}
    </svg>
  );
}

function Own(
  props: Omit<LinesProps, 'lanes'> & { lanes: Lanes; at: number; x: (lane: number) => number },
) {
  const { lanes, at, x, height, dotY, mark } = props;
  const main = at === 0;
  return (
    <>
      {lanes.joins.map((lane) => (
        <path
          key={lane}
          d={`M${x(lane)} 0C${x(lane)} ${dotY * 0.8} ${x(at)} ${dotY * 0.4} ${x(at)} ${dotY}`}
        />
      ))}
      {lanes.up && <path data-main={main} d={`M${x(at)} 0V${dotY}`} />}
      {lanes.down && <path data-main={main} d={`M${x(at)} ${dotY}V${height}`} />}
      <circle data-main={main} data-mark={mark} cx={x(at)} cy={dotY} r={3.5} />
    </>
  );
}
