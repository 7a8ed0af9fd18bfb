/** The mark: a line of steps that turns back on itself. */
export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} fill="none" aria-hidden>
      <g stroke="var(--accent)" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round">
        <path d="M5.4 15.5h7.7" />
        <path d="M15.5 13.1V9.6a4.6 4.6 0 0 0-4.6-4.6H4.4" />
        <path d="M7 2.2 4.2 5 7 7.8" />
      </g>
      <circle cx="4" cy="15.5" r="1.9" fill="var(--text)" />
      <circle cx="15.5" cy="15.5" r="2.1" fill="var(--breakpoint)" />
    </svg>
  );
}
