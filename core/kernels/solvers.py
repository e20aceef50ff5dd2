"""The loops from returns to weights: covariances, risk parity and minimum variance.

Reductions may be reordered by the compiler in `sample_covariances` alone, where that makes it
several times faster; the order then depends on the length of the window only, so that equal
windows give equal bits.
"""

from __future__ import annotations

import math

import numpy as np

from core.kernels.compiling import compiled

FREE_ORDER = {"reassoc", "contract"}

SHARE_TOLERANCE = 1e-10  # of a risk share, absolute: the promise
SHARE_GOAL = 1e-12  # what is aimed at: a sweep more gives another digit, which nobody needs
OPTIMALITY_TOLERANCE = 1e-9  # of the portfolio variance, relative: the promise
ENTRY_TOLERANCE = 1e-11
SPLITTER = 2.0**27 + 1.0  # halves the digits of a double
HEDGED_AWAY = 1e-12  # of the least variance of a symbol: as good as none, and any minimiser will do
PIVOT_TOLERANCE = 1e-13  # of a correlation matrix, whose diagonal is 1

SCRIPTED_ITERATIONS = 1000
SCRIPTED_TOLERANCE = 1e-8
SCRIPTED_GUARD = 1e-12


@compiled(fastmath=FREE_ORDER)
def sample_covariances(columns, ends, lookback, out):
    """Fill out[m] (N, N) with the covariance (ddof 1) of the window that ends at ends[m].

    `columns` is (N, T) so that the days of a symbol lie side by side; the window is the last
    `lookback` days up to and including day ends[m], or as many as there are.
    """
    count, _ = columns.shape
    centred = np.empty((count, lookback))
    for m in range(ends.shape[0]):
        last = ends[m] + 1
        first = max(0, last - lookback)
        days = last - first
        for i in range(count):
            total = 0.0
            for t in range(days):
                total += columns[i, first + t]
            mean = total / days
            for t in range(days):
                centred[i, t] = columns[i, first + t] - mean
        for i in range(count):
            for j in range(i + 1):
                total = 0.0
                for t in range(days):
                    total += centred[i, t] * centred[j, t]
                out[m, i, j] = total / (days - 1)
                out[m, j, i] = out[m, i, j]


@compiled()
def _correlation(covariance, deviations, out):
    """Fill `deviations` (N,) and `out` (N, N) with what the covariance is made of."""
    count = covariance.shape[0]
    for i in range(count):
        deviations[i] = math.sqrt(covariance[i, i])
    for i in range(count):
        for j in range(count):
            out[i, j] = covariance[i, j] / (deviations[i] * deviations[j])
        out[i, i] = 1.0


@compiled()
def _cholesky(matrix, factor, size):
    """Fill the lower triangle of `factor` with the Cholesky factor of the leading block.

    Return the first row whose pivot vanishes, or `size` where there is none.
    """
    for i in range(size):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= factor[i, k] * factor[j, k]
            if i != j:
                factor[i, j] = total / factor[j, j]
            elif total <= PIVOT_TOLERANCE * matrix[i, i]:
                return i
            else:
                factor[i, i] = math.sqrt(total)
    return size


@compiled()
def _solve_factored(factor, x, size):
    """Solve in place (L L') x = x for the leading block of a Cholesky factor."""
    for i in range(size):
        total = x[i]
        for k in range(i):
            total -= factor[i, k] * x[k]
        x[i] = total / factor[i, i]
    for i in range(size - 1, -1, -1):
        total = x[i]
        for k in range(i + 1, size):
            total -= factor[k, i] * x[k]
        x[i] = total / factor[i, i]


@compiled()
def _exact_product(matrix, x, out):
    """Fill out = matrix x as if computed with twice the digits (Ogita, Rump and Oishi 2005)."""
    for i in range(x.shape[0]):
        total = 0.0
        lost = 0.0
        for j in range(x.shape[0]):
            a = matrix[i, j]
            b = x[j]
            high = a * b
            # Dekker (1971): what the product lost, from the halves of its factors.
            split = SPLITTER * a
            a_high = split - (split - a)
            split = SPLITTER * b
            b_high = split - (split - b)
            a_low = a - a_high
            b_low = b - b_high
            lost += a_low * b_low - (((high - a_high * b_high) - a_low * b_high) - a_high * b_low)
            # Knuth: what the sum loses.
            new = total + high
            back = new - total
            lost += (total - (new - back)) + (high - back)
            total = new
        out[i] = total + lost


@compiled()
def shares_kept(covariance, weights):
    """Say whether the risk shares of these very weights are as promised.

    Where symbols all but hedge each other, few digits of the variance are left: so the sums are
    taken with twice the digits.
    """
    count = weights.shape[0]
    product = np.empty(count)
    _exact_product(covariance, weights, product)
    variance = 0.0
    for i in range(count):
        variance += weights[i] * product[i]
    if not variance > 0.0:
        return False
    for i in range(count):
        if not abs(weights[i] * product[i] / variance - 1.0 / count) <= SHARE_TOLERANCE:
            return False
    return True


@compiled()
def risk_parity(covariances, out, kept):
    """Fill out (M, N) with risk-parity weights, kept (M,) with whether their shares are exact.

    Where sweeps crawl they end early: a step of Newton costs as much as N/3 of them.
    """
    count = covariances.shape[1]
    budget = 1.0 / count
    cancelling = 4.0 * math.sqrt(budget)  # up to it, no more than one digit is lost
    matrix = np.empty((count, count))
    deviations = np.empty(count)
    product = np.empty(count)
    x = np.empty(count)
    for m in range(covariances.shape[0]):
        _correlation(covariances[m], deviations, matrix)
        total = 0.0
        for i in range(count):
            product[i] = 0.0
            for j in range(count):
                product[i] += matrix[i, j]
            total += product[i]
        # 1/sigma is exact for a constant correlation; the scale makes x'Rx 1, as at the solution.
        x[:] = 1.0 / math.sqrt(max(total, 1e-6))
        product *= x[0]
        before = np.inf
        for _ in range(max(60, count)):
            for i in range(count):
                pull = product[i] - x[i]
                root = math.sqrt(pull * pull + 4.0 * budget)
                # The positive root of x^2 + pull x - b. A division costs as much as all the rest
                # here, and is needed only where root and pull would cancel.
                wanted = 0.5 * (root - pull) if pull < cancelling else 2.0 * budget / (root + pull)
                change = wanted - x[i]
                x[i] = wanted
                for j in range(count):
                    product[j] += matrix[i, j] * change
            error = 0.0
            for i in range(count):
                error = max(error, abs(x[i] * product[i] - budget))
            if error <= SHARE_GOAL or (error <= SHARE_TOLERANCE and error >= before):
                break
            before = error
        total = 0.0
        for i in range(count):
            out[m, i] = x[i] / deviations[i]
            total += out[m, i]
        for i in range(count):
            out[m, i] /= total
        kept[m] = shares_kept(covariances[m], out[m])


@compiled()
def _coordinate_descent(matrix, gain, z, product, sweeps):
    """Lower z'Rz/2 - gain'z over z >= 0, one coordinate at a time; product is R z throughout."""
    count = z.shape[0]
    for _ in range(sweeps):
        largest = 0.0
        for i in range(count):
            wanted = max(0.0, z[i] + gain[i] - product[i])
            change = wanted - z[i]
            if change != 0.0:
                z[i] = wanted
                for j in range(count):
                    product[j] += matrix[j, i] * change
                largest = max(largest, abs(change))
        if largest <= 1e-12:
            break


@compiled()
def _step_on_support(matrix, gain, z, support, size, block, factor, target):
    """Move z to the minimum on its support, or to the first bound on the way.

    Return the new size of the support, negative where a portfolio without variance was found
    (z then is that portfolio). A support that stays as it was means that its minimum is reached.
    """
    for a in range(size):
        for b in range(size):
            block[a, b] = matrix[support[a], support[b]]
    rank = _cholesky(block, factor, size)
    if rank == size:
        # Solved for the step, not for z: a second call then refines the first one's rounding.
        for a in range(size):
            target[a] = gain[support[a]]
            for b in range(size):
                target[a] -= matrix[support[a], support[b]] * z[support[b]]
        _solve_factored(factor, target, size)
        longest = 1.0
    else:
        # Row `rank` depends on those before it: along d the variance stays as it is.
        for a in range(size):
            target[a] = 0.0
        for a in range(rank):
            target[a] = -block[a, rank]
        _solve_factored(factor, target, rank)
        target[rank] = 1.0
        slope = 0.0
        for a in range(size):
            slope += gain[support[a]] * target[a]
        falling = False
        for a in range(size):
            falling = falling or target[a] < 0.0
        if not falling:
            for a in range(size):
                z[support[a]] = target[a]
            return -size
        if slope < 0.0:
            for a in range(size):
                target[a] = -target[a]
        longest = np.inf
    blocking = -1
    for a in range(size):
        if target[a] < 0.0:
            reach = z[support[a]] / -target[a]
            if reach < longest:
                longest = reach
                blocking = a
    if longest == np.inf:
        for a in range(size):
            z[support[a]] = target[a]
        return -size
    for a in range(size):
        z[support[a]] = max(0.0, z[support[a]] + longest * target[a])
    if blocking < 0:
        return size
    z[support[blocking]] = 0.0
    for a in range(blocking, size - 1):
        support[a] = support[a + 1]
    return size - 1


@compiled()
def _conditions_met(covariance, weights, product):
    """Say whether these very weights are optimal as promised.

    The marginal variance (Cw)_i is w'Cw where a symbol is held, and no less where it is not.
    """
    count = weights.shape[0]
    variance = 0.0
    least = np.inf
    for i in range(count):
        marginal = 0.0
        for j in range(count):
            marginal += covariance[i, j] * weights[j]
        product[i] = marginal
        variance += weights[i] * marginal
        least = min(least, covariance[i, i])
    if variance <= HEDGED_AWAY * least:
        return True
    missed = 0.0
    for i in range(count):
        missed = max(missed, variance - product[i])
        if weights[i] > 0.0:
            missed = max(missed, product[i] - variance)
    return missed <= OPTIMALITY_TOLERANCE * variance


@compiled()
def minimum_variance(covariances, out, met):
    """Fill out (M, N) with long-only minimum-variance weights by a primal active set.

    met (M,) says whether their optimality conditions are met as promised.
    """
    count = covariances.shape[1]
    matrix = np.empty((count, count))
    deviations = np.empty(count)
    gain = np.empty(count)
    z = np.empty(count)
    product = np.empty(count)
    support = np.empty(count, np.int64)
    inside = np.empty(count, np.bool_)
    block = np.empty((count, count))
    factor = np.empty((count, count))
    target = np.empty(count)
    for m in range(covariances.shape[0]):
        _correlation(covariances[m], deviations, matrix)
        smallest = np.min(deviations)
        for i in range(count):
            gain[i] = smallest / deviations[i]
        z[:] = 0.0
        product[:] = 0.0
        _coordinate_descent(matrix, gain, z, product, 8)
        size = 0
        for i in range(count):
            if z[i] > 0.0:
                support[size] = i
                size += 1
        refinements = 0
        for _ in range(20 * count + 100):
            before = size
            size = _step_on_support(matrix, gain, z, support, size, block, factor, target)
            if size < 0:
                break  # z is a portfolio without variance
            if size < before:
                continue
            inside[:] = False
            for a in range(size):
                inside[support[a]] = True
            worst = 0.0
            entering = -1
            on_support = 0.0
            for i in range(count):
                total = 0.0
                for a in range(size):
                    total += matrix[i, support[a]] * z[support[a]]
                excess = (total - gain[i]) / gain[i]
                if inside[i]:
                    on_support = max(on_support, abs(excess))
                elif excess < worst:
                    worst = excess
                    entering = i
            if entering < 0 or worst >= -ENTRY_TOLERANCE:
                refinements += 1
                if on_support <= 0.1 * OPTIMALITY_TOLERANCE or refinements > 5:
                    break
                continue
            support[size] = entering
            size += 1
        total = 0.0
        for i in range(count):
            out[m, i] = z[i] / deviations[i]
            total += out[m, i]
        for i in range(count):
            out[m, i] /= total
        met[m] = _conditions_met(covariances[m], out[m], product)


@compiled()
def scripted_risk_parity(covariances, out):
    """Fill out (M, N) with what 1,000 multiplicative updates w <- w b s2/(w Cw) leave.

    The update falls into a cycle. The map has no memory, so once a state comes back bit for bit
    (Brent 1980) the rest is known, and only the steps left of the last round are walked.
    """
    count = out.shape[1]
    budget = 1.0 / count
    w = np.empty(count)
    product = np.empty(count)
    kept = np.empty(count)
    for m in range(covariances.shape[0]):
        matrix = covariances[m]
        w[:] = budget
        kept[:] = w
        since = 0
        power = 1
        left = SCRIPTED_ITERATIONS
        searching = True
        while left > 0:
            left -= 1
            variance = 0.0
            for i in range(count):
                total = 0.0
                for j in range(count):
                    total += matrix[i, j] * w[j]
                product[i] = total
                variance += w[i] * total
            if variance <= 0.0:
                break
            wanted = budget * variance
            worst = 0.0
            for i in range(count):
                worst = max(worst, abs(w[i] * product[i] - wanted))
            if worst < SCRIPTED_TOLERANCE:
                break
            total = 0.0
            for i in range(count):
                w[i] = max(w[i] * (wanted / (w[i] * product[i] + SCRIPTED_GUARD)), 0.0)
                total += w[i]
            if total <= 0.0:
                w[:] = budget
            else:
                for i in range(count):
                    w[i] /= total
            if searching:
                since += 1
                same = True
                for i in range(count):
                    same = same and w[i] == kept[i]
                if same:
                    left %= since
                    searching = False
                elif since == power:
                    kept[:] = w
                    power *= 2
                    since = 0
        out[m] = w
