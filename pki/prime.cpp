#include "pki/prime.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace kcluster::openssl {
namespace {

constexpr const char* kFailed = "cannot make a prime";
constexpr int kRounds = 5, kStrength = 128;  // bits of security asked of the random source
constexpr BN_ULONG kSmallest = 4096;         // primes below are divided by

using Montgomery = Owned<BN_MONT_CTX, BN_MONT_CTX_free>;

struct SmallPrimes {
  BN_ULONG product = 1;  // one division by it serves them all
  std::vector<std::uint32_t> factors;
};

bool is_small_prime(std::uint32_t number) {
  for (std::uint32_t factor = 3; factor * factor <= number; factor += 2)
    if (number % factor == 0) return false;
  return true;
}

std::vector<SmallPrimes> group_small_primes() {
  constexpr auto largest = std::numeric_limits<BN_ULONG>::max();
  std::vector<SmallPrimes> groups(1);
  for (std::uint32_t prime = 3; prime < kSmallest; prime += 2) {
    if (!is_small_prime(prime)) continue;
    if (largest / groups.back().product < prime) groups.emplace_back();
    groups.back().product *= prime;
    groups.back().factors.push_back(prime);
  }
  return groups;
}

bool has_small_factor(const Number& number) {
  static const auto groups = group_small_primes();
  for (const auto& group : groups) {
    const auto rest = BN_mod_word(number.get(), group.product);
    for (const auto factor : group.factors)
      if (rest % factor == 0) return true;
  }
  return false;
}

// number - 1 = odd * 2^twos
struct Split {
  Number less, odd;
  int twos = 0;
};

Split split(const Number& number) {
  Split parts{less_one(number), secret_number()};
  while (!BN_is_bit_set(parts.less.get(), parts.twos)) ++parts.twos;
  need(BN_rshift(parts.odd.get(), parts.less.get(), parts.twos), kFailed);
  return parts;
}

bool passes_round(const Number& number, const Split& parts, BN_MONT_CTX* form, BN_CTX* scratch) {
  auto base = secret_number(), power = secret_number();
  do need(BN_priv_rand_range_ex(base.get(), parts.less.get(), kStrength, scratch), kFailed);
  while (BN_is_zero(base.get()) || BN_is_one(base.get()));
  need(BN_mod_exp_mont_consttime(power.get(), base.get(), parts.odd.get(), number.get(), scratch,
                                 form),
       kFailed);
  if (BN_is_one(power.get())) return true;
  for (int square = 0; square < parts.twos; ++square) {
    if (BN_cmp(power.get(), parts.less.get()) == 0) return true;
    need(BN_mod_sqr(power.get(), power.get(), number.get(), scratch), kFailed);
  }
  return false;
}

}  // namespace

Number secret_number() {
  Number number(need_object(BN_secure_new(), kFailed));
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  return number;
}

Number less_one(const Number& number) {
  auto less = secret_number();
  need_object(BN_copy(less.get(), number.get()), kFailed);
  need(BN_sub_word(less.get(), 1), kFailed);
  return less;
}

bool passes_miller_rabin(const Number& number, int rounds, const Scratch& scratch) {
  const auto parts = split(number);
  const Montgomery form(need_object(BN_MONT_CTX_new(), kFailed));
  need(BN_MONT_CTX_set(form.get(), number.get(), scratch.get()), kFailed);
  for (int round = 0; round < rounds; ++round)
    if (!passes_round(number, parts, form.get(), scratch.get())) return false;
  return true;
}

Number make_prime(int bits) {
  const Scratch scratch(need_object(BN_CTX_secure_new(), kFailed));
  auto candidate = secret_number();
  do
    need(BN_priv_rand_ex(candidate.get(), bits, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD, kStrength,
                         scratch.get()),
         kFailed);
  while (has_small_factor(candidate) || !passes_miller_rabin(candidate, kRounds, scratch));
  return candidate;
}

}  // namespace kcluster::openssl
