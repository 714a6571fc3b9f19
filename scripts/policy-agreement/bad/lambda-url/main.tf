# A function for the whole internet, by a URL and a permission, in a module that is used twice.
module "hook" {
  source = "./hook"
  count  = 2
  name   = "hook-${count.index}"
}
