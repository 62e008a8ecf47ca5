/* The halt protocol for one holder: the same specification as the TypeScript beside it, for spin.
 * Safety is per holder and a report is a conjunction, so one holder is the essential case.
 * Versions of the connector: 1 ACTIVE, 2 INACTIVE, 3 ACTIVE. Times are ticks, relative and capped, so the horizon is unbounded.
 * Whatever was once sent may arrive at any time, in any order, twice, or never. -D<MUTANT> removes one rule, and has to be caught. */

#ifndef LEASE
#define LEASE 2          /* L */
#endif
#ifndef RENEWALS
#define RENEWALS 1       /* how many RENEWs may be on their way at once: 1 or 2 */
#endif
#ifdef NO_GUARD
#define GUARD 0
#else
#define GUARD 1          /* G */
#endif
#define DRIFT 1          /* how far one clock may run away from another during a lease */
#define HORIZON (LEASE + 3)
#define BOUND (LEASE + GUARD)

#define MIN(a, b) ((a) < (b) -> (a) : (b))
#define MAX(a, b) ((a) > (b) -> (a) : (b))

typedef Renewal {
  byte age;
  byte step;             /* 0 none, 1 sent, 2 the registry has done one of its two steps, 3 both */
  byte version;          /* what the registry read for it */
  bit newest
};

/* registry */
byte version = 1;
byte sinceCommit;        /* counts from the commit on */
bit hasCommitted;
byte haltSteps;
bit hasReported;
bit hasFailedOver;
byte sinceFailover = HORIZON;
bit leaseRow, waitedFor, acknowledged;

/* holder */
byte applied;
byte leaseLeft;
byte checkedVersion;     /* a call that has passed the gate and not sent its bytes: only a mutant has such */
byte owedVersion;        /* acknowledged, and not closed yet: only a mutant has such */
bit hasStopped;
Renewal renewals[2];

/* A broken invariant is named by the assertion that fails. */
bit I1 = 1, I2 = 1, I3 = 1;

/* R3: the highest version counts. */
#ifdef NO_VERSION_CHECK
#define TAKES(v) ((v) != applied)
#else
#define TAKES(v) ((v) > applied)
#endif
inline apply(v) {
  I3 = !(TAKES(v) && v < applied);
  assert(I3);
  applied = (TAKES(v) -> v : applied);
  hasStopped = (applied >= 2 -> 1 : hasStopped)
}

/* I2: no start under a version that was reported halted. I1: none later than the lease of a slow clock. */
inline start(v) {
  I2 = !(v < 2 && hasReported);
  assert(I2);
  I1 = !(v < 2 && hasCommitted && sinceCommit >= LEASE + DRIFT + 1);
  assert(I1)
}
#define IS_OPEN ((applied % 2) == 1 && leaseLeft > 0)

/* R2: first the lease row, committed; then the state. */
#ifdef READ_BEFORE_WRITE
#define FIRST(i) renewals[i].version = version
#define SECOND(i) leaseRow = 1
#else
#define FIRST(i) leaseRow = 1
#define SECOND(i) renewals[i].version = version
#endif

/* R4: first the commit; then the wait set. */
#ifdef SNAPSHOT_BEFORE_COMMIT
#define COMMITS_AT 1
#else
#define COMMITS_AT 0
#endif

/* R6, R11: early when everybody has acknowledged and no lease row can be lost; else when every lease has ended. */
#ifdef MISSING_IS_DEAD
#define EVERYBODY_STOPPED true
#else
#define EVERYBODY_STOPPED (!waitedFor || acknowledged)
#endif
#ifdef EARLY_AFTER_FAILOVER
#define QUARANTINED false
#else
#define QUARANTINED (hasFailedOver && sinceFailover < BOUND)
#endif
#define MAY_REPORT ((EVERYBODY_STOPPED && !QUARANTINED) || (hasCommitted && sinceCommit >= BOUND))

/* R1: counted from before the RENEW was sent; granted for the newest RENEW only. */
#ifdef FROM_RECEIPT
#define AGE(i) 0
#else
#ifdef NO_NONCE
#define AGE(i) (renewals[0].newest -> renewals[0].age : (renewals[1].newest -> renewals[1].age : renewals[i].age))
#else
#define AGE(i) renewals[i].age
#endif
#endif
#ifdef NO_NONCE
#define ACCEPTS(i) true
#else
#define ACCEPTS(i) renewals[i].newest
#endif

inline clear(i) {
  renewals[i].age = 0; renewals[i].step = 0; renewals[i].version = 0; renewals[i].newest = 0
}
/* Takes the first away; the second moves up. */
inline shift() {
  renewals[0].age = renewals[1].age; renewals[0].step = renewals[1].step;
  renewals[0].version = renewals[1].version; renewals[0].newest = renewals[1].newest;
  clear(1)
}
inline remove(i) {
  if
  :: i == 0 -> shift()
  :: else -> clear(1)
  fi
}
byte ends, told;         /* within one step only: back to 0 at its end */
inline grant(i, drift) {
  told = renewals[i].version;
  ends = (LEASE + drift > AGE(i) -> LEASE + drift - AGE(i) : 0);
  remove(i);
#ifndef HEARTBEAT_ONLY
  apply(told);
#endif
  leaseLeft = MAX(leaseLeft, ends);
  ends = 0; told = 0
}

inline receive(v) {
#ifdef ACK_BEFORE_CLOSE
  if
  :: v == 2 -> hasStopped = 1; owedVersion = 2
  :: else -> apply(v)
  fi
#else
  apply(v)
#endif
}

active proctype protocol() {
end:
  do
  /* time */
  :: d_step {
       sinceCommit = (hasCommitted -> MIN(HORIZON, sinceCommit + 1) : 0);
       sinceFailover = MIN(HORIZON, sinceFailover + 1);
       leaseLeft = (leaseLeft > 0 -> leaseLeft - 1 : 0);
       renewals[0].age = (renewals[0].step > 0 -> MIN(HORIZON, renewals[0].age + 1) : 0);
       renewals[1].age = (renewals[1].step > 0 -> MIN(HORIZON, renewals[1].age + 1) : 0)
     }

  /* registry: commit and wait set (R4), reactivation (R10), failover, report (R6) */
  :: d_step { haltSteps == COMMITS_AT -> version = 2; hasCommitted = 1; haltSteps++ }
  :: d_step { haltSteps == 1 - COMMITS_AT -> waitedFor = leaseRow; haltSteps++ }
  :: d_step { haltSteps == 2 && version == 2 -> version = 3 }
  :: d_step { !hasFailedOver -> hasFailedOver = 1; sinceFailover = 0; leaseRow = 0 }
  :: d_step { haltSteps == 2 && !hasReported && MAY_REPORT -> hasReported = 1; waitedFor = 0 }

  /* push and Kafka (R3), acknowledgement (R5) */
  :: d_step { TAKES(1) -> receive(1) }
  :: d_step { version >= 2 && TAKES(2) -> receive(2) }
  :: d_step { version >= 3 && TAKES(3) -> receive(3) }
  :: d_step { owedVersion > 0 -> owedVersion = 0; apply(2) }
  :: d_step { hasStopped && !acknowledged -> acknowledged = 1 }

  /* RENEW (R1), the registry's two steps (R2), GRANT */
  :: d_step {
       renewals[0].newest = 0; renewals[1].newest = 0;
       if
       :: renewals[RENEWALS - 1].step > 0 -> shift()
       :: else
       fi;
       if
       :: renewals[0].step == 0 -> renewals[0].step = 1; renewals[0].newest = 1
       :: else -> renewals[1].step = 1; renewals[1].newest = 1
       fi
     }
  :: d_step { renewals[0].step == 1 -> FIRST(0); renewals[0].step = 2 }
  :: d_step { renewals[1].step == 1 -> FIRST(1); renewals[1].step = 2 }
  :: d_step { renewals[0].step == 2 -> SECOND(0); renewals[0].step = 3 }
  :: d_step { renewals[1].step == 2 -> SECOND(1); renewals[1].step = 3 }
  :: d_step { renewals[0].step == 3 && ACCEPTS(0) -> grant(0, 0) }
  :: d_step { renewals[0].step == 3 && ACCEPTS(0) -> grant(0, DRIFT) }
  :: d_step { renewals[1].step == 3 && ACCEPTS(1) -> grant(1, 0) }
  :: d_step { renewals[1].step == 3 && ACCEPTS(1) -> grant(1, DRIFT) }

  /* the gate (R7): asked in the step in which the bytes leave */
#ifdef CHECK_THEN_SEND
  :: d_step { IS_OPEN -> checkedVersion = applied }
  :: d_step { checkedVersion > 0 -> start(checkedVersion); checkedVersion = 0 }
#else
  :: d_step { IS_OPEN -> start(applied) }
#endif

  /* a new process: it knows nothing, and what was sent to the former one is not for it */
  :: d_step {
       applied = 0; leaseLeft = 0; checkedVersion = 0; owedVersion = 0;
       renewals[0].newest = 0; renewals[1].newest = 0
     }
  od
}
