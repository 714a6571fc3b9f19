resource "terraform_data" "later_map" {
  input = { LEVEL = "debug" }
}

resource "terraform_data" "later_number" {
  input = 10
}
