#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "06-security/audit/context.hpp"
#include "06-security/audit/item.hpp"

namespace audit {

// Runs the checklist against one server.
//
// A check that says « nothing bad came out » is only worth something if the server was there to let it out: a server
// that is dead passes every such check. Therefore the server has to answer a plain GET before the first item (positive
// control), and again after each one (liveness probe): when it does not any more, that item has failed, whatever it
// said, and those behind it are not tested.

// Which items, and how far.
struct Selection {
    std::vector<std::string> only;  // ids; none: all of them
    bool slow = false;              // also those that take long or load the server
};

struct Result {
    Item item;
    Finding finding;
    std::chrono::milliseconds elapsed{};
};

struct Summary {
    std::size_t pass = 0;
    std::size_t fail = 0;
    std::size_t warn = 0;
    std::size_t not_tested = 0;
};

struct Report {
    std::string url;
    std::string date;              // when it began: "2026-11-20T17:33:02Z"
    std::string failure;           // French: why nothing, or only a part, could be tried; empty if all went well
    std::vector<Result> results;   // in the order of the checklist

    Summary summary() const;

    // What the program ends with: 0 when nothing has failed, 1 when something has or the audit could not be done.
    int exit_status() const;
};

// Is told before each item: its place from 0 on, how many there are.
using Progress = std::function<void(const Item& item, std::size_t place, std::size_t count)>;

// The items that are asked for, in their own order. Throws common::WrongUsage for an id that there is not.
std::vector<Item> select(std::vector<Item> items, const Selection& selection);

// Never throws for what the server does.
Report run_audit(Context& context, const std::vector<Item>& items, const Selection& selection,
                 const Progress& progress = {});

}  // namespace audit
