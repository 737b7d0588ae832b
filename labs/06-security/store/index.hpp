#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "06-security/store/database.hpp"
#include "06-security/store/store.hpp"

namespace security {

// What is known of the files, and of the uploads that are not whole: index.sqlite. A file exists from the moment its
// row is committed. All functions may be called from any thread, one mutex stands around them; none touches the files
// themselves.
//
// A commit that fails leaves a doubt: its last bytes may be in SQLite's log although nobody was told, and a server
// that is killed just then would find the row at its next start. So whatever a failed commit has left in the log is cut
// off at once. When even that fails is_in_doubt() says so, and nothing more is written until it has been done.
class Index {
public:
    // Opens it, and makes its tables in an empty file. Throws std::runtime_error too if a newer program wrote it.
    explicit Index(const std::string& path);

    void add_file(const StoredFile& file);  // the partial of this id, if there is one, has become it
    std::optional<StoredFile> find_file(std::string_view id) const;
    std::vector<StoredFile> list_files(std::optional<std::string_view> owner) const;  // the newest first
    std::optional<StoredFile> remove_file(std::string_view id);                       // what it was

    // What the owners have, for the quotas.
    struct Owned {
        std::string owner;
        std::size_t files = 0;
        std::uint64_t bytes = 0;
    };
    std::vector<Owned> owned() const;

    void add_partial(const Partial& partial);
    void move_partial(std::string_view id, std::uint64_t offset, http::Seconds expires);
    void remove_partial(std::string_view id);
    std::vector<Partial> partials() const;

    void add_event(std::string_view line, std::size_t most);  // the oldest beyond `most` go
    std::vector<std::string> events(std::size_t most) const;  // the newest last

    bool is_in_doubt() const;

private:
    void prepare();
    void write(const std::function<void()>& change);
    void undo();
    void roll_back();
    void settle();

    mutable std::mutex mutex_;
    mutable Database database_;
    bool in_doubt_ = false;
};

}  // namespace security
