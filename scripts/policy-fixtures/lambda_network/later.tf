resource "terraform_data" "later_list" {
  input = ["subnet-1", "subnet-2"]
}

resource "terraform_data" "later_number" {
  input = 10
}
