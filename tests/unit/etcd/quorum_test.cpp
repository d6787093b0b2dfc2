#include "etcd/quorum.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

// so many voters, ids from 1 on, of which the last ones are dead
Quorum cluster(int voters, int dead, std::vector<QuorumMember> more = {}) {
  for (int i = 0; i < voters; ++i)
    more.push_back({static_cast<std::uint64_t>(i + 1), "n" + std::to_string(i + 1), false,
                    i < voters - dead ? "" : "does not answer"});
  return Quorum(more);
}

struct Size {
  int voters, needed, may_fail;
};
constexpr Size kSizes[] = {{1, 1, 0}, {2, 2, 0}, {3, 2, 1}, {4, 3, 1},
                           {5, 3, 2}, {6, 4, 2}, {7, 4, 3}};

struct Row {
  int voters, dead;
  bool remove_sound, remove_dead, add_voter, stop;
};

// which changes keep quorum, reckoned by hand
constexpr Row kRows[] = {
    {1, 0, false, false, false, false},  //
    {2, 0, true, false, true, false},    //
    {2, 1, false, false, false, false},  //
    {3, 0, true, false, true, true},     //
    {3, 1, false, true, false, false},   //
    {3, 2, false, false, false, false},  //
    {4, 0, true, false, true, true},     //
    {4, 1, true, true, true, false},     //
    {4, 2, false, false, false, false},  //
    {5, 0, true, false, true, true},     //
    {5, 1, true, true, true, true},      //
    {5, 2, false, true, false, false},   //
    {5, 3, false, false, false, false},  //
    {6, 0, true, false, true, true},     //
    {6, 1, true, true, true, true},      //
    {6, 2, true, true, true, false},     //
    {6, 3, false, false, false, false},  //
    {7, 0, true, false, true, true},     //
    {7, 1, true, true, true, true},      //
    {7, 2, true, true, true, true},      //
    {7, 3, false, true, false, false},   //
    {7, 4, false, false, false, false},  //
};

}  // namespace

TEST_CASE("a majority of the voters is needed, the rest may fail") {
  for (const auto& size : kSizes) {
    const auto quorum = cluster(size.voters, 0);
    INFO(size.voters);
    CHECK(quorum.needed() == size.needed);
    CHECK(quorum.margin() == size.may_fail);
    CHECK(cluster(size.voters, size.may_fail + 1).margin() == -1);
  }
}

TEST_CASE("a change is allowed exactly when quorum stands before and after it, in all sizes") {
  for (const auto& row : kRows) {
    const auto quorum = cluster(row.voters, row.dead);
    INFO(row.voters << " voters, " << row.dead << " dead");
    CHECK(!quorum.against_removing(1) == (row.remove_sound && row.dead < row.voters));
    if (row.dead)
      CHECK(!quorum.against_removing(static_cast<std::uint64_t>(row.voters)) == row.remove_dead);
    CHECK(!quorum.against_adding(Etcd::Role::voter) == row.add_voter);
    CHECK(!quorum.against_stopping(1) == (row.stop && row.dead < row.voters));
  }
}

TEST_CASE("the last voter and an unknown one are not removed") {
  CHECK(*cluster(1, 0).against_removing(1) == "n1 is the last voter");
  CHECK(*cluster(3, 0).against_removing(0xab) == "there is no member ab");
}

TEST_CASE("learners never count, and may come and go while quorum stands") {
  const QuorumMember learner{9, "n9", true, ""};
  const auto quorum = cluster(3, 1, {learner});
  CHECK(quorum.voters() == 3);
  CHECK(quorum.sound() == 2);
  CHECK_FALSE(quorum.against_removing(9));
  CHECK_FALSE(quorum.against_stopping(9));
  CHECK_FALSE(quorum.against_adding(Etcd::Role::learner));
  CHECK(cluster(3, 2, {learner}).against_removing(9));
  CHECK(cluster(3, 2, {learner}).against_adding(Etcd::Role::learner));
}

TEST_CASE("a learner becomes a voter when quorum stands with it, a dead one by the others alone") {
  const QuorumMember well{9, "n9", true, ""}, dead{9, "n9", true, "does not answer"};
  CHECK_FALSE(cluster(1, 0, {well}).against_promoting(9));
  CHECK(*cluster(1, 0, {dead}).against_promoting(9) ==
        "with n9 as a voter 1 voter is well, and 2 of 2 would be needed (n9 does not answer)");
  CHECK_FALSE(cluster(3, 1, {well}).against_promoting(9));
  CHECK(cluster(3, 1, {dead}).against_promoting(9));
  CHECK_FALSE(cluster(4, 0, {dead}).against_promoting(9));
  CHECK(*cluster(3, 0).against_promoting(2) == "n2 is a voter already");
}

TEST_CASE("words name who is not well and what is left") {
  CHECK(cluster(3, 0).words() == "3 of 3 voters are well, 2 needed: 1 may fail");
  CHECK(cluster(3, 1).words() ==
        "2 of 3 voters are well, 2 needed: none may fail (n3 does not answer)");
  CHECK(
      cluster(3, 2).words() ==
      "1 of 3 voters are well, 2 needed: quorum is lost (n2 does not answer, n3 does not answer)");
  CHECK(*cluster(3, 1).against_removing(1) ==
        "without n1 only 1 voter is well, and 2 of 2 would be needed (n3 does not answer)");
  CHECK(*cluster(3, 2).against_removing(3) ==
        "quorum is lost: 1 voter is well, 2 of 3 needed (n2 does not answer, n3 does not answer)");
}

}  // namespace kcluster
