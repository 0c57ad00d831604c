// moveItem: takes one item of a list to another place; those between make room. Pure.
#pragma once

#include <algorithm>
#include <vector>

namespace signalbox {

// Both are places in the list.
template <class Item>
void moveItem(std::vector<Item>& list, int from, int to) {
    const auto begin = list.begin();
    if (from < to) {
        std::rotate(begin + from, begin + from + 1, begin + to + 1);
    } else {
        std::rotate(begin + to, begin + from, begin + from + 1);
    }
}

}  // namespace signalbox
